use super::*;

fn codes(texts: &[&str]) -> Vec<CarrierCode> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

fn carrier(id: CarrierId, of: &[&str]) -> Carrier {
    Carrier::new(id, format!("Line {id} (fictional)"), codes(of))
}

#[test]
fn all_lists_lead_to_one_carrier() {
    let mut table = CarrierTable::standard();
    let bulk = ["IMO:0000001", "LEI:ZZZZ00LINE0000000021", "NMFTA:ZZBK"];
    table.add(carrier(1_000, &bulk)).unwrap();
    for code in codes(&bulk) {
        assert_eq!(table.look_up(code.list(), code.code()).unwrap().id, 1_000);
    }
    assert_eq!(table.find(CodeList::Smdg, "MSK"), table.find(CodeList::Nmfta, "MAEU"));
    let (rule, detail) = table.look_up(CodeList::Smdg, "MAEU").unwrap_err();
    assert_eq!((rule, detail.as_str()), (Rule::CarrierCodeList, "MAEU is Maersk's code of NMFTA."));
    let (rule, detail) = table.look_up(CodeList::Lei, "0000001").unwrap_err();
    assert!(rule == Rule::CarrierCodeList && detail.ends_with("code of IMO."), "{detail}");
}

#[test]
fn who_names_an_unknown_carrier_is_told_what_to_do() {
    let table = CarrierTable::standard();
    let (rule, detail) = table.look_up(CodeList::Nmfta, "MMCU").unwrap_err();
    assert_eq!(rule, Rule::CarrierUnknown);
    assert!(detail.starts_with("NMFTA:MMCU is not") && detail.contains("plimsoll directory carriers add"));
    // What no table can hold is not to be added.
    let (rule, detail) = table.look_up(CodeList::Nmfta, "maeu").unwrap_err();
    assert_eq!(rule, Rule::CarrierUnknown);
    assert_eq!(detail, "`maeu` is no code of NMFTA: those are 2 to 4 capital letters or digits.");
}

#[test]
fn codes_have_the_form_of_their_list() {
    for good in ["SMDG:MSK", "NMFTA:MAEU", "IMO:0000001", "LEI:ZZZZ00LINE0000000021"] {
        assert_eq!(good.parse::<CarrierCode>().unwrap().to_string(), good);
    }
    for bad in
        ["NMFTA:maeu", "NMFTA:MAEUX", "SMDG:M", "IMO:0000002", "IMO:9074729", "LEI:ZZZZ00LINE0000000022"]
    {
        let error = bad.parse::<CarrierCode>().unwrap_err();
        assert!(matches!(error, CarrierCodeError::Form { .. }), "{bad}: {error}");
        assert!(serde_json::from_str::<CarrierCode>(&format!("\"{bad}\"")).is_err(), "{bad}");
    }
    for bad in ["MAEU", "SCAC:MAEU", "nmfta:MAEU", ""] {
        assert!(matches!(bad.parse::<CarrierCode>(), Err(CarrierCodeError::List(_))), "{bad}");
    }
}

#[test]
fn nothing_is_renumbered_or_renamed() {
    let mut table = CarrierTable::standard();
    let before = table.clone();
    let maeu = &codes(&["NMFTA:MAEU"])[0];
    assert_eq!(table.add(carrier(1, &["NMFTA:ZZNW"])), Err(CarrierTableError::IdTaken(1)));
    let taken = Err(CarrierTableError::CodeTaken(maeu.clone(), 1));
    assert_eq!(table.add(carrier(500, &["NMFTA:ZZNW", "NMFTA:MAEU"])), taken);
    assert_eq!(table.extend(2, codes(&["NMFTA:ZZNW", "NMFTA:MAEU"])).map(drop), taken);
    assert_eq!(table.extend(1, codes(&["NMFTA:MAEU"])).map(drop), taken);
    let twice = table.add(carrier(500, &["SMDG:ZZN", "SMDG:ZZN"]));
    assert_eq!(twice, Err(CarrierTableError::CodeTaken(codes(&["SMDG:ZZN"])[0].clone(), 500)));
    assert_eq!(table.add(carrier(500, &[])), Err(CarrierTableError::NoCode(500)));
    assert_eq!(table.extend(500, codes(&["NMFTA:ZZNW"])), Err(CarrierTableError::UnknownId(500)));
    assert_eq!(table, before);
    assert_eq!(table.add(carrier(500, &["NMFTA:ZZNW"])), Ok(()));
    assert_eq!(table.free_id(), Some(1_000));
    assert_eq!(table.add(carrier(1_000, &["NMFTA:ZZNX"])), Ok(()));
    assert_eq!(table.free_id(), Some(1_001));
}

#[test]
fn a_table_is_read_as_it_was_written_and_only_if_it_is_consistent() {
    let mut table = CarrierTable::standard();
    table.extend(1, codes(&["NMFTA:SEAU"])).unwrap();
    let json = serde_json::to_string(&table).unwrap();
    assert!(json.starts_with(
        r#"[{"id":1,"name":"Maersk","codes":["SMDG:MSK","NMFTA:MAEU"],"further":["NMFTA:SEAU"]},"#
    ));
    let read: CarrierTable = serde_json::from_str(&json).unwrap();
    assert_eq!(read, table);
    assert_eq!(read.find(CodeList::Nmfta, "SEAU").map(|c| c.id), Some(1));
    for (from, to) in [
        (r#""id":2,"#, r#""id":1,"#),
        ("NMFTA:MSCU", "NMFTA:MAEU"),
        ("NMFTA:MSCU", "NMFTA:SEAU"),
        ("NMFTA:MSCU", "NMFTA:mscu"),
        (r#"["SMDG:MSC","NMFTA:MSCU"]"#, "[]"),
        (r#""name":"MSC""#, r#""name":"MSC","owner":"x""#),
    ] {
        assert!(json.contains(from), "{from}");
        assert!(serde_json::from_str::<CarrierTable>(&json.replace(from, to)).is_err(), "{from} -> {to}");
    }
}

#[test]
fn a_later_table_keeps_every_code_at_its_id() {
    let mut earlier = CarrierTable::standard();
    earlier.extend(1, codes(&["NMFTA:SEAU"])).unwrap();
    let mut later = earlier.clone();
    later.add(carrier(1_000, &["NMFTA:ZZNW"])).unwrap();
    later.extend(2, codes(&["SMDG:ZZM"])).unwrap();
    assert_eq!(later.continues(&earlier), Ok(()));
    assert_eq!(earlier.continues(&earlier), Ok(()));
    assert_eq!(earlier.continues(&later), Err(Renumbered::Moved(codes(&["SMDG:ZZM"])[0].clone(), 2)));

    let changed = |change: &dyn Fn(&mut Vec<Carrier>)| {
        let mut carriers: Vec<Carrier> = earlier.clone().into();
        change(&mut carriers);
        CarrierTable::try_from(carriers).unwrap().continues(&earlier)
    };
    let seau = || codes(&["NMFTA:SEAU"])[0].clone();
    assert_eq!(changed(&|carriers| carriers[0].name = "Another name".into()), Ok(()));
    assert_eq!(changed(&|carriers| drop(carriers.remove(3))), Err(Renumbered::Gone(4)));
    assert_eq!(changed(&|carriers| carriers[3].id = 400), Err(Renumbered::Gone(4)));
    assert_eq!(changed(&|carriers| carriers[0].further.clear()), Err(Renumbered::Moved(seau(), 1)));
    // Two carriers never become one, and a code that came later never becomes one that is dropped from references.
    let merged = changed(&|carriers| {
        let gone = carriers.remove(1);
        carriers[0].further.extend(gone.codes);
    });
    assert_eq!(merged, Err(Renumbered::Gone(2)));
    let swapped = changed(&|carriers| {
        let codes = carriers[0].codes.clone();
        carriers[0].codes = std::mem::replace(&mut carriers[1].codes, codes);
    });
    assert_eq!(swapped, Err(Renumbered::Entered(1)));
    let entered = changed(&|carriers| {
        let further = std::mem::take(&mut carriers[0].further);
        carriers[0].codes.extend(further);
    });
    assert_eq!(entered, Err(Renumbered::Entered(1)));
}

#[test]
fn a_code_that_came_later_stays_in_front_of_references() {
    let mut table = CarrierTable::standard();
    let before = table.by_id(1).unwrap().bare("SEAU123");
    table.extend(1, codes(&["NMFTA:SEAU"])).unwrap();
    let maersk = table.by_id(1).unwrap();
    assert_eq!(maersk.bare("SEAU123"), before);
    assert_eq!(maersk.bare("SEAU123").as_deref(), Some("SEAU123"));
    assert_eq!(maersk.bare("MAEU123").as_deref(), Some("123"));
    assert_eq!(maersk.bare("MAEUMAEU1").as_deref(), Some("MAEU1"));
    assert_eq!(maersk.bare("MSK123").as_deref(), Some("MSK123"));
    assert_eq!(maersk.bare("MAEU"), None);
}
